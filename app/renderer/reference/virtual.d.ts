declare module 'virtual:engine-reference' {
  /** One for each public name of the engine. Empty where its declaration files have not been built. */
  export const pages: readonly import('../../reference/shape.ts').ReferencePage[]
}
