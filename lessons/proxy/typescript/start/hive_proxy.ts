import { BaseProxy } from 'multiprocessing/managers'

/** Stands for a hive. Each method is one call there. */
export class HiveProxy extends BaseProxy {
  static override readonly exposed = ['bring', 'take']

  bring(grams: number): Promise<number> {
    return this.callMethod('bring', [grams])
  }

  take(): Promise<number> {
    return this.callMethod('take')
  }
}
