"""The bundled sample portals as a web server on loopback, with the behaviour of their CMS families.

Pages are rendered from corpus/portals/<id>/NNN.json (facts and text) and sites/<id>.json (furniture and traps);
each family module knows the addresses, answers and markup of its stock software.
"""
