from place import authkey, port
from team import Team

if __name__ == '__main__':
    team = Team(('127.0.0.1', port), authkey)
    print('counting', flush=True)
    team.get_server().serve_forever()
