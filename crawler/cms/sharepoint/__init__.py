"""SharePoint portals, with those of the vendor TANDAN (docs/portals survey, section 4).

`family` holds the class that the registry names. Nothing is imported here: `generic` shares the rows of `layouts`.
"""
