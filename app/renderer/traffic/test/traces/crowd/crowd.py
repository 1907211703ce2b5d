"""Seven workers share seven objects of one manager: as many processes as a picture has to hold. Runs until it is ended."""
import multiprocessing
import sys
import time


def work(shared, number):
    beds, log, tea = shared
    beds[f'bed {number}'] = number
    log.append(number)
    with tea:
        time.sleep(0.01)
    if number == 7:
        tea.acquire()
    if number in (2, 5):
        time.sleep(0.4)
        tea.acquire()
    time.sleep(60)


def main():
    context = multiprocessing.get_context('spawn')
    with context.Manager() as manager:
        beds = manager.dict()
        log = manager.list()
        tea = manager.Semaphore(1)
        bell = manager.Event()
        water = manager.Value('i', 61)
        rows = manager.Array('i', [1, 2, 3])
        shelf = manager.Namespace(height=3)
        print(beds, water, rows, shelf, bell)
        workers = [context.Process(target=work, args=((beds, log, tea), number), name=f'worker {number}') for number in range(1, 8)]
        for worker in workers:
            worker.start()
            time.sleep(0.15)
        time.sleep(1.2)
        print(log, flush=True)
        print('ready', flush=True)
        time.sleep(60)


if __name__ == '__main__':
    sys.exit(main())
