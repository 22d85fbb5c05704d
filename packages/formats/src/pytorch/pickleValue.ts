/** What a pickle of tensors may hold. Nothing in it is a live object of the program that wrote it. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleTuple
  | PickleList
  | PickleDict
  | PickleGlobal
  | PickleObject;

export class PickleTuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

export class PickleList {
  readonly items: PickleValue[] = [];
}

export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}

/** The name of a class or function; it is never looked up. */
export class PickleGlobal {
  constructor(readonly name: string) {}
}

/** What the reader of a format made of a call that it knows. */
export class PickleObject<Content = unknown> {
  constructor(readonly content: Content) {}
}
