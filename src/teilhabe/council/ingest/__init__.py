"""From a foreign council system into the database: fetch → parse → store.

records     what every parser hands over: frozen, free of any vendor's words
fetch       the polite client: only the source's hosts, checked addresses, limits, robots, delay, retries
archive     the answers as they were read, compressed, for parsing again without the network
oparl       pure parsers: text in, records and problems out
store       records into the database, one transaction per page
run         one harvest of one source from start to end
sources     adding and checking a source
"""
