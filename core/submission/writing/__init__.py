"""Making packages, receipts, profiles and the keys that sign them; never calls `reading`."""
