"""The Stripe sandbox, driven as our gateway drives it: through the official SDK over real HTTP."""
