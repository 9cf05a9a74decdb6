"""Qt models: frozen views of the workflows as rows and columns. They paint nothing and decide nothing; only monthly_grid takes edits."""
