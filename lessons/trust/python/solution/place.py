import os

# The playground finds a free port and makes a key for each run, and tells every program.
port = int(os.environ.get('PORT', 50000))

authkey = os.environ['AUTHKEY'].encode()
