"""Parts that pages are made of. They paint with ui.theme and know no workflow; chart_view alone may load reportlab, when first used."""
