/** The same type without `readonly`, as schemas infer it. */
export type Mutable<Value> = Value extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : Value extends object
    ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> }
    : Value;

/** `true` where two types accept the same, else `never`: where a schema and a type have drifted apart, `agrees: Same<…> = true` does not compile. */
export type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : never) : never;
