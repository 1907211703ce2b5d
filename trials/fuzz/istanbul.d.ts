declare module 'istanbul-lib-instrument' {
  interface Instrumenter {
    instrumentSync(code: string, file: string): string
  }
  export function createInstrumenter(options: { esModules: boolean; compact: boolean; produceSourceMap: boolean; reportLogic?: boolean }): Instrumenter
}
