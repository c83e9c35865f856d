"""No honest tuning: settings that were never searched, or not far enough."""
