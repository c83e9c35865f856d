"""What every other room stands on; knows nothing of machine learning."""
