from office import Office
from place import address, authkey

if __name__ == '__main__':
    office = Office(address, authkey)
    print('the office is open')
    office.get_server().serve_forever()
