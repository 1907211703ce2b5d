import { BaseProxy } from 'multiprocessing/managers'

/** Stands for a hive. Each method is one call there. */
export class HiveProxy extends BaseProxy {
  static override readonly exposed = [
    'bring', 'take', '__getattribute__',
  ]

  get honey(): Promise<number> {
    return this.callMethod('__getattribute__', ['honey'])
  }

  bring(grams: number): Promise<number> {
    return this.callMethod('bring', [grams])
  }

  take(): Promise<number> {
    return this.callMethod('take')
  }
}
