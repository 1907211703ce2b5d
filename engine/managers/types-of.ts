/** Types of what `register()` makes: a manager's new method, and the proxy that it gives. No code. */
import type { BaseProxy } from './base-proxy.ts'
import type { Callable, ProxyClass, RegisterOptions } from './registry.ts'

/* eslint-disable @typescript-eslint/no-explicit-any */
type AnyFunction = (...args: any[]) => any

/** Arguments that a callable takes. */
type ArgumentsOf<C> = C extends new (...args: infer A) => any ? A : C extends (...args: infer A) => any ? A : any[]
/** The object that a callable makes. */
type MadeBy<C> = C extends new (...args: any[]) => infer T ? T : C extends (...args: any[]) => infer R ? Awaited<R> : unknown

/** Names of the methods of `T` that may be called where `exposed` says nothing. */
export type PublicMethods<T> = {
  [Name in keyof T]: Name extends `_${string}` ? never : T[Name] extends AnyFunction ? Name : never
}[keyof T] &
  string

/** A proxy with every method of any name: where nothing is known of the class behind it. */
export type AnyProxy = BaseProxy & { readonly [method: string]: (...args: any[]) => Promise<any> }

/**
 * A proxy for a `T`: its exposed methods, each giving a promise of the result; methods in `ToTypeid` give a proxy.
 */
export type ProxyOf<T, Exposed extends string = PublicMethods<T>, ToTypeid = object> = BaseProxy & {
  readonly [Name in keyof T & (Exposed | keyof ToTypeid) as T[Name] extends AnyFunction ? Name : never]: T[Name] extends (
    ...args: infer A
  ) => infer R
    ? (...args: A) => Promise<Name extends keyof ToTypeid ? AnyProxy : Awaited<R>>
    : never
}

type ExposedOf<Options, T> = Options extends { exposed: readonly (infer Name extends string)[] } ? Name : PublicMethods<T>
type ToTypeidOf<Options> = Options extends { methodToTypeid: infer Mapping extends object } ? Mapping : object

/** What a class of proxies makes. Of `DictProxy` a `DictProxy<any, any>`: `InstanceType` would have its items `unknown`. */
export type InstanceOf<Class> = Class extends { readonly prototype: infer P extends BaseProxy }
  ? 0 extends P & 1
    ? Made<Class>
    : P
  : Made<Class>
type Made<Class> = Class extends new (...args: any[]) => infer P ? P : AnyProxy

/** The proxy that `register()` with these options leads to. */
export type RegisteredProxy<Options extends RegisterOptions> = Options extends { proxytype: infer Class extends ProxyClass }
  ? InstanceOf<Class>
  : Options extends { callable: infer C extends Callable }
    ? ProxyOf<MadeBy<C>, ExposedOf<Options, MadeBy<C>>, ToTypeidOf<Options>>
    : AnyProxy

/** The methods that a manager class gains by one `register()`. */
export type CreateMethods<Typeid extends string, Options extends RegisterOptions> = Options extends { createMethod: false }
  ? object
  : {
      readonly [Name in Typeid]: (
        ...args: Options extends { callable: infer C extends Callable } ? ArgumentsOf<C> : any[]
      ) => Promise<RegisteredProxy<Options>>
    }
