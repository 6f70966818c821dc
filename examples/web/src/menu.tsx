import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';

interface MenuProps {
  readonly label: string;
  /** The choice so far, in words. */
  readonly chosen: string;
  /** The choices, which are rendered while the menu is open. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that unfolds choices below it. Escape folds them, and so does leaving them. */
export function Menu({ label, chosen, children }: MenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  function close(): void {
    setIsOpen(false);
    button.current?.focus();
  }

  function closeByEscape(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !isOpen) return;
    event.preventDefault();
    close();
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hears Escape on behalf of the controls inside it.
    <div
      className="field menu"
      onKeyDown={closeByEscape}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setIsOpen(false);
      }}
    >
      <span id={`${id}label`}>{label}</span>
      <button
        ref={button}
        type="button"
        id={`${id}button`}
        className="menu-button"
        aria-labelledby={`${id}label ${id}button`}
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {chosen}
      </button>
      {isOpen && (
        // Takes the focus from a click between the choices, so that such a click does not leave the menu.
        <fieldset className="menu-choices" tabIndex={-1}>
          <legend className="unseen">{label}</legend>
          {children(close)}
        </fieldset>
      )}
    </div>
  );
}
