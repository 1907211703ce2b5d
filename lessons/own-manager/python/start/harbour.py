import ferry  # registers itself
from line import Line
from place import address, authkey

if __name__ == '__main__':
    line = Line(address, authkey)
    print('the harbour is open')
    line.get_server().serve_forever()
