/** Texts about end states that all checks share. */

/** How a receiver reaches the same state in any order. */
export const ORDER_HINT =
  "Store with each field the event_timestamp of the event that set it, and ignore older events; or let a state only move forward.";
/** How to make the state visible. */
export const HOW_TO_SHOW_STATE =
  "Pass --state URL or --state-cmd CMD that returns any text describing what your receiver keeps ({lead} is replaced by the lead's address), or let it PUT its records to $SMARTLEAD_MOCK_URL/_mock/sink, or report its effects with a `value`.";
/** If only PATCHes are visible, the receiver is not blamed. */
export const ONLY_CHANGES =
  "The last PATCH of the lead depends on the order; whether the stored record does is unknown. Pass --state URL or --state-cmd CMD to check the stored state.";
