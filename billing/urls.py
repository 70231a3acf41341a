"""Ways into the app."""

from django.urls import path

from billing import views

app_name = "billing"
urlpatterns = [
    path("buy/<str:kind>/<str:key>/", views.buy, name="buy"),
    path("orders/", views.order_list, name="order-list"),
    path("orders/<uuid:public_id>/", views.order_detail, name="order"),
    path("orders/<uuid:public_id>/checkout/", views.checkout, name="checkout"),
    path("orders/<uuid:public_id>/return/", views.come_back, name="return"),
    path("orders/<uuid:public_id>/cancel/", views.cancel, name="cancel"),
    path("orders/<uuid:public_id>/invoice/", views.invoice, name="invoice"),
]
