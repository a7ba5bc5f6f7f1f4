/** What every judge of end states says of them. */

/** How a receiver ends in one state in any order. */
export const ORDER_HINT =
  "Store with each field the event_timestamp of the event that set it, and ignore older events; or let a state only move forward.";
/** How the state can be seen. */
export const HOW_TO_SHOW_STATE =
  "Pass --state URL or --state-cmd CMD that returns any text describing what your receiver keeps ({lead} is replaced by the lead's address), or let it PUT its records to $SMARTLEAD_MOCK_URL/_mock/sink, or report its effects with a `value`.";
/** Where only PATCHes are seen, nothing is blamed. */
export const ONLY_CHANGES =
  "The last PATCH of the lead depends on the order; whether the stored record does is unknown. Pass --state URL or --state-cmd CMD to check the stored state.";
