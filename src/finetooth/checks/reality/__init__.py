"""Never tried under real-world conditions."""
