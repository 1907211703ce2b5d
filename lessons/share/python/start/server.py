from museum import Museum
from place import address, authkey

if __name__ == '__main__':
    museum = Museum(address, authkey)
    print('the museum is open')
    museum.get_server().serve_forever()
