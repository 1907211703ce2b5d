import { BaseManager } from 'multiprocessing/managers'

/** The ferry line: `register()` says what it has. */
export class Line extends BaseManager {}
