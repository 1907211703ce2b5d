"""Serves a garden until it is killed or shut down."""

from garden import ADDRESS, AUTHKEY, GardenManager

if __name__ == '__main__':
    server = GardenManager(address=ADDRESS, authkey=AUTHKEY).get_server()
    print('READY', flush=True)
    server.serve_forever()
