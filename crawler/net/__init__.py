"""The network side of a crawl: what may be asked and connected to, how long and how much, how often, and what is kept.

`guard` says which addresses, `connect` and `tls` make the connection, `patience` waits, repeats and gives hosts up,
`encoding` and `keep` take the answer. Nothing here knows a page's layout."""
