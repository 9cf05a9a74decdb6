"""Files that machines check: the signed package, the receipt, the platform profile. May import accounting, domain and the ground floor."""
