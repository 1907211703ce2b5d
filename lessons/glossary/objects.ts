/** Terms of the glossary: managers, servers, proxies, and what is said of them with `register()`. */
import type { TermInput } from './schema.ts'

const CREATE = { filter: 'kind:create', words: 'Requests to make an object' }
const CALLS = { filter: 'kind:call', words: 'Calls of methods' }

export const OBJECT_TERMS: readonly TermInput[] = [
  {
    id: 'manager', term: 'manager', also: ['BaseManager', 'Manager()'],
    text: 'Your program’s handle on a server: it starts one or connects to one, and asks it to make objects. The objects live in the server, not in the manager.',
    lesson: 'manager', api: ['managers.BaseManager', 'managers.Manager', 'managers.ManagerOptions'],
    frames: { filter: 'kind:create,dummy,shutdown', words: 'Requests that a manager sends, and no proxy' }, see: ['server', 'proxy', 'sync-manager'],
  },
  {
    id: 'server', term: 'server', also: ['server process', 'manager server'],
    text: 'The process that owns the shared objects. It runs the calls that clients send, and answers each of them.',
    lesson: 'manager', api: ['managers.Server', 'managers.BaseManager#getServer'],
    frames: { filter: 'kind:return,proxy,error', words: 'Answers of a server' }, see: ['client', 'serve-forever', 'referent'],
  },
  {
    id: 'client', term: 'client', also: ['visitor'],
    text: 'A process that uses objects of a server. It holds proxies, sends requests and waits for the answers.',
    lesson: 'handshake', api: ['connection.Client', 'managers.BaseManager#connect'],
    frames: { filter: 'kind:call,create,accept,lifetime', words: 'Requests of clients' }, see: ['server', 'connect'],
  },
  {
    id: 'proxy', term: 'proxy', also: ['proxies', 'stand-in'],
    text: 'Stands for an object in a server. Each method of it sends one request and gives back the answer; the proxy itself holds no data.',
    lesson: 'manager', api: ['managers.BaseProxy', 'managers.AutoProxy', 'managers.ProxyOf'], frames: CALLS, see: ['referent', 'token', 'copy'],
  },
  {
    id: 'referent', term: 'referent', also: ['shared object', 'owner'],
    text: 'The object itself, in the server: what a proxy refers to. Only the server ever touches it.',
    lesson: 'manager', taught: false, api: ['managers.BaseProxy#referent', 'managers.BaseProxy#getValue'], frames: CALLS, see: ['proxy', 'ident'],
  },
  {
    id: 'copy', term: 'copy', also: ['copies'],
    text: 'What comes out of a proxy, unless it is a proxy itself. Changing a copy changes nothing in the server.',
    lesson: 'nested', api: ['managers.BaseProxy#getValue', 'pickle.loads'], frames: { filter: 'kind:#RETURN', words: 'Answers with a copy of the result' }, see: ['proxy', 'nested-proxy', 'pickle'],
  },
  {
    id: 'nested-proxy', term: 'nested proxy', also: ['nested proxies', 'proxy in a list'],
    text: 'A proxy inside a shared list, dict or queue. It stays a reference to the same object, and whoever reads it back is counted as one more holder.',
    lesson: 'nested', taught: false, api: ['managers.RebuildProxy', 'managers.ListProxy', 'managers.DictProxy'],
    frames: { filter: 'kind:incref', words: 'A holder is counted when a proxy has been read' }, see: ['copy', 'incref', 'token'],
  },
  {
    id: 'sync-manager', term: 'SyncManager', code: true, also: ['multiprocessing.Manager'],
    text: 'The manager that has kinds of objects ready: list, dict, Namespace, Value, Array, locks, queues and a Pool. `Manager()` gives a started one.',
    lesson: 'tour-data', api: ['managers.SyncManager', 'managers.Manager'], frames: CREATE, see: ['typeid', 'manager'],
  },
  {
    id: 'register', term: 'register()', code: true, also: ['BaseManager.register', 'registering'],
    text: 'Says what a manager can make: a name, and what the server does when somebody asks for it. It sends nothing; the first `create` shows whether server and client agree.',
    lesson: 'callable', api: ['managers.BaseManager#static register', 'managers.RegisterOptions'], frames: CREATE, see: ['registry', 'typeid', 'callable', 'exposed', 'proxytype', 'method-to-typeid', 'create-method'],
  },
  {
    id: 'registry', term: 'registry', also: ['_registry'],
    text: 'The table of a manager class: one row for each typeid. A subclass begins with its parent’s rows and never changes them there.',
    lesson: 'callable', api: ['managers.BaseManager#static register', 'inspect.RegistryRow'], frames: CREATE, see: ['register', 'typeid'],
  },
  {
    id: 'typeid', term: 'typeid', also: ['type id'],
    text: 'The name under which a kind of object is registered. It is what crosses the wire in `create`; the class behind it may be called anything.',
    lesson: 'callable', api: ['managers.BaseManager#static register', 'managers.Token#typeid'], frames: CREATE, see: ['register', 'callable'],
  },
  {
    id: 'callable', term: 'callable', also: ['factory'],
    text: 'What the server calls to make an object: a class for a new one each time, or a function that hands out one that is there already.',
    lesson: 'callable', api: ['managers.RegisterOptions#callable'], frames: CREATE, see: ['typeid', 'create'],
  },
  {
    id: 'proxytype', term: 'proxytype', code: true, also: ['proxy class', 'custom proxy'],
    text: 'The class of the proxies for a typeid. Left out, clients get an `AutoProxy`.',
    lesson: 'proxy', api: ['managers.RegisterOptions#proxytype', 'managers.MakeProxyType', 'managers.BaseProxy'],
    frames: { none: 'Which class a proxy has is decided in the client. It changes which frames are sent, and is in none.' }, see: ['auto-proxy', 'base-proxy'],
  },
  {
    id: 'exposed', term: 'exposed', code: true, also: ['_exposed_', 'unexposed method'],
    text: 'The names that clients may call. The server looks there first: a name that is not on the list is refused, whether the class has it or not.',
    lesson: 'exposed', api: ['managers.RegisterOptions#exposed', 'managers.BaseProxy#static exposed'], frames: { filter: 'is:refused', words: 'Calls that were refused' }, see: ['traceback-reply', 'remote-error'],
  },
  {
    id: 'method-to-typeid', term: 'method_to_typeid', code: true, also: ['methodToTypeid', '_method_to_typeid_'],
    text: 'Says of a method that its result stays in the server: the caller gets a proxy of the typeid that stands there, instead of a copy.',
    lesson: 'exposed', taught: false, api: ['managers.RegisterOptions#methodToTypeid', 'managers.BaseProxy#static methodToTypeid'],
    frames: { filter: 'kind:#PROXY', words: 'Answers that are references', unseen: true }, see: ['proxy-reply', 'typeid'],
  },
  {
    id: 'create-method', term: 'create_method', code: true, also: ['createMethod'],
    text: 'Whether a manager gets a method named after the typeid. Switch it off for kinds of objects that only come as results of other methods.',
    lesson: 'own-manager', taught: false, api: ['managers.RegisterOptions#createMethod', 'managers.BaseManager#create'], frames: CREATE, see: ['method-to-typeid', 'register'],
  },
  {
    id: 'auto-proxy', term: 'AutoProxy', code: true,
    text: 'The proxy for a typeid without a `proxytype`. It has a method for each name that came with the answer to `create`, and nothing else.',
    lesson: 'proxy', api: ['managers.AutoProxy', 'managers.AnyProxy'], frames: CREATE, see: ['proxytype', 'get-methods'],
  },
  {
    id: 'base-proxy', term: 'BaseProxy', code: true,
    text: 'What all proxies are made of: the token of an object, `_callmethod` and `_getvalue`. Extend it for a proxy with properties of its own.',
    lesson: 'proxy', api: ['managers.BaseProxy', 'managers.ProxyOptions'], frames: CALLS, see: ['callmethod', 'getvalue', 'token'],
  },
  {
    id: 'namespace-proxy', term: 'NamespaceProxy', code: true, also: ['Namespace'],
    text: 'The proxy of a `Namespace`, an object with attributes only. Reading one is a request, setting one is another.',
    lesson: 'tour-data', taught: false, api: ['managers.NamespaceProxy', 'managers.SyncManager#Namespace'],
    frames: { filter: 'method:__getattribute__,__setattr__,__delattr__', words: 'Attributes that were read or set' }, see: ['proxy', 'sync-manager'],
  },
  {
    id: 'callmethod', term: '_callmethod', code: true, also: ['callMethod'],
    text: 'Sends one call: the name of a method and its arguments. Every other method of a proxy ends in it.',
    lesson: 'proxy', api: ['managers.BaseProxy#callMethod'], frames: CALLS, see: ['base-proxy', 'getvalue'],
  },
  {
    id: 'getvalue', term: '_getvalue', code: true, also: ['getValue', '#GETVALUE'],
    text: 'Fetches a copy of the whole object, in one request. What has no pickle cannot be fetched.',
    lesson: 'proxy', api: ['managers.BaseProxy#getValue'], frames: { filter: 'method:#GETVALUE', words: 'Requests for a whole object', unseen: true }, see: ['copy', 'unserializable'],
  },
  {
    id: 'get-methods', term: 'get_methods', code: true,
    text: 'Asks the server which methods of an object may be called. It is rarely seen: `create` has brought the list already.',
    lesson: 'proxy', api: ['managers.AutoProxy', 'protocol.SERVER_FUNCTIONS'], frames: { filter: 'kind:get_methods', words: 'Requests for the list of methods', unseen: true }, see: ['auto-proxy', 'exposed'],
  },
]
