from place import authkey, port
from team import Team

if __name__ == '__main__':
    team = Team(('', port), authkey)
    print('counting', flush=True)
    team.get_server().serve_forever()
