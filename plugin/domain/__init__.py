"""What the law and the standards say, as pure Python without input or output."""
