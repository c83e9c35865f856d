"""Behavioural tests that a domain expert writes: what the model must do on texts that were made for the purpose."""
