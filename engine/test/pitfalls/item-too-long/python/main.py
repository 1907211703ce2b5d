from multiprocessing.managers import SharedMemoryManager

if __name__ == '__main__':
    with SharedMemoryManager() as manager:
        beds = manager.ShareableList(['basil', 'mint'])
        beds[1] = 'peppermint and thyme'
