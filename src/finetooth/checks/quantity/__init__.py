"""Too little data, or too little of some kind."""
