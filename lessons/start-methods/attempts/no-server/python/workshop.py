from bell import Bell

for method in ['fork', 'spawn', 'forkserver']:
    bell = Bell()
    print(bell.ring(method))
