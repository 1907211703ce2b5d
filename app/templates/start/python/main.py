from multiprocessing.managers import BaseManager


class Notebook:
    def __init__(self):
        self._lines = []

    def write(self, line):
        self._lines.append(line)

    def read(self):
        return self._lines


class Office(BaseManager):
    pass


Office.register('Notebook', callable=Notebook)

# The manager's process may run this file again: only the first may go on.
if __name__ == '__main__':
    office = Office()
    office.start()
    notebook = office.Notebook()

    notebook.write('the notebook is in another process')
    notebook.write('this program holds a proxy')
    print(notebook.read())

    office.shutdown()
