import os

# The playground finds a free port for each run and tells every program.
port = int(os.environ.get('PORT', 50000))

authkey = b'team'
