"""What was asked and answered, kept for those who asked; what they thought of it; and what an administrator may read of both."""
