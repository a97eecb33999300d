"""Windows that ask one question and close."""
