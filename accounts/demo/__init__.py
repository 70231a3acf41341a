"""One-click sign-in and the mailbox: exist in demo mode and in tests only."""
