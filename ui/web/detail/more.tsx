export function More({ left, onMore }: { readonly left: number; readonly onMore: () => void }) {
  if (left <= 0) return null;
  return (
    <button type="button" onClick={onMore}>
      {`${left.toLocaleString("en")} more lines`}
    </button>
  );
}
