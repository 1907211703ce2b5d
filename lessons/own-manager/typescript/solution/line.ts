import { BaseManager } from 'multiprocessing/managers'

/** The ferry line: what can be asked for is said by `register()`. */
export class Line extends BaseManager {}
