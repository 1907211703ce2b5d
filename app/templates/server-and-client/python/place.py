import os

# The playground finds a free port for each run and tells every program.
address = ('127.0.0.1', int(os.environ.get('PORT', 50000)))

# Only who knows these bytes may talk to the server.
authkey = b'change me'
