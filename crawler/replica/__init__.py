"""The bundled sample portals as a web server on loopback, with the behaviour of their CMS families.

Pages are rendered from corpus/portals/<id>/NNN.json; survey facts on markup and server behaviour: docs/portals.md.
"""
