"""The product's ways in, and a view that does nothing."""

from django.urls import path

from config.urls import urlpatterns as ours
from tools.bench.nothing import nothing

urlpatterns = [path("bench-nothing-view/", nothing), *ours]
