import os

# Where the clients find the server. On another machine this would be its name.
address = ('127.0.0.1', int(os.environ.get('PORT', 50000)))

# Only who knows these bytes may talk to the server.
authkey = b'snow on the pass'
