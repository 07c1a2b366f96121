import type { ReactNode } from 'react';

interface IconProps {
  size?: number;
}

/** Line icons on a grid of 24, drawn for this page. They say nothing to a screen reader; their button does. */
function icon(content: ReactNode) {
  return function Icon({ size = 18 }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 24 24"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.8}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {content}
      </svg>
    );
  };
}

export const PlusIcon = icon(<path d="M12 5v14M5 12h14" />);
export const SendIcon = icon(<path d="M12 19V5M5.500 11.500 12 5l6.500 6.500" />);
export const StopIcon = icon(<rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor" />);
export const ChartIcon = icon(<path d="M4 20h16M6.500 16.500v-5M12 16.500v-10M17.500 16.500v-7" />);
export const RoomIcon = icon(<path d="M4 11l8-6.500 8 6.500v9H4zM12 11.500v4M9.500 13.500a2.500 2.500 0 0 0 5 0" />);
export const DotsIcon = icon(
  <>
    <circle cx="5" cy="12" r="1" fill="currentColor" />
    <circle cx="12" cy="12" r="1" fill="currentColor" />
    <circle cx="19" cy="12" r="1" fill="currentColor" />
  </>,
);
export const PencilIcon = icon(<path d="M4 20h4L19 9a2.100 2.100 0 0 0 0-3l-1-1a2.100 2.100 0 0 0-3 0L4 16zM13.500 6.500l4 4" />);
export const TrashIcon = icon(<path d="M4 7h16M10 11v6M14 11v6M6 7l1 12a1.500 1.500 0 0 0 1.500 1.500h7A1.500 1.500 0 0 0 17 19l1-12M9 7V4.500h6V7" />);
export const CopyIcon = icon(
  <>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M5.500 15H5a1.500 1.500 0 0 1-1.500-1.500V5A1.500 1.500 0 0 1 5 3.500h8.500A1.500 1.500 0 0 1 15 5v.5" />
  </>,
);
export const CheckIcon = icon(<path d="m5 12.500 4.500 4.500L19 7.500" />);
export const RetryIcon = icon(<path d="M19.500 12A7.500 7.500 0 1 1 17 6.400M19.500 3.500v4h-4" />);
export const ArrowDownIcon = icon(<path d="M12 5v14M5.500 12.500 12 19l6.500-6.500" />);
export const ChevronUpIcon = icon(<path d="m6 14.500 6-6 6 6" />);
export const ChevronDownIcon = icon(<path d="m6 9.500 6 6 6-6" />);
export const ChevronLeftIcon = icon(<path d="m14.500 6-6 6 6 6" />);
export const UndoIcon = icon(<path d="M8.500 5 4 9.500 8.500 14M4 9.500h10a5.500 5.500 0 0 1 0 11h-3" />);
export const RedoIcon = icon(<path d="M15.500 5 20 9.500 15.500 14M20 9.500H10a5.500 5.500 0 0 0 0 11h3" />);
export const ChevronRightIcon = icon(<path d="m9.500 6 6 6-6 6" />);
export const SidebarIcon = icon(
  <>
    <rect x="3.500" y="4.500" width="17" height="15" rx="2.500" />
    <path d="M9.500 4.500v15" />
  </>,
);
export const SunIcon = icon(
  <>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 2.500v2M12 19.500v2M2.500 12h2M19.500 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400" />
  </>,
);
export const MoonIcon = icon(<path d="M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z" />);
export const AutoIcon = icon(
  <>
    <circle cx="12" cy="12" r="8.500" />
    <path d="M12 3.500v17a8.500 8.500 0 0 0 0-17z" fill="currentColor" />
  </>,
);
export const ToolIcon = icon(<path d="M14.500 6.500a4 4 0 0 1 5-2.500L17 6.500l.5 1.500 1.500.5 2.500-2.500a4 4 0 0 1-5.500 5L8 19a2 2 0 0 1-3-3l8-8a4 4 0 0 1 1.500-1.500z" />);
export const ThoughtIcon = icon(<path d="M9.500 18.500h5M10.500 21h3M8.500 15.500a6.500 6.500 0 1 1 7 0l-.5 1h-6z" />);
export const TimerIcon = icon(
  <>
    <circle cx="12" cy="13.500" r="7" />
    <path d="M12 10v3.500l2 1.500M9.500 3h5" />
  </>,
);
export const BellIcon = icon(<path d="M6 16.500h12c-1.500-2-1.500-3.500-1.500-6a4.500 4.500 0 0 0-9 0c0 2.500 0 4-1.500 6zM10 19.500a2.200 2.200 0 0 0 4 0" />);
export const CloseIcon = icon(<path d="M6.500 6.500l11 11M17.500 6.500l-11 11" />);
export const AlertIcon = icon(<path d="M12 8.500v4.500M12 16.500v.01M10.300 4.500 3 17.500A1.900 1.900 0 0 0 4.700 20.500h14.600a1.900 1.900 0 0 0 1.700-3l-7.300-13a1.900 1.900 0 0 0-3.400 0z" />);
export const SearchIcon = icon(<path d="M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 20 20" />);
export const ModelIcon = icon(
  <>
    <rect x="6" y="6" width="12" height="12" rx="2.500" />
    <path d="M10 2.500V6M14 2.500V6M10 18v3.500M14 18v3.500M2.500 10H6M2.500 14H6M18 10h3.500M18 14h3.500M10 10h4v4h-4z" />
  </>,
);
export const KeyboardIcon = icon(
  <>
    <rect x="2.500" y="6" width="19" height="12" rx="2" />
    <path d="M6.500 10h.01M10 10h.01M14 10h.01M17.500 10h.01M8 14.500h8" />
  </>,
);
export const LogoutIcon = icon(<path d="M14 4.500H6.500A1.500 1.500 0 0 0 5 6v12a1.500 1.500 0 0 0 1.500 1.500H14M10 12h10M16.500 8.500 20 12l-3.500 3.500" />);
export const ContinueIcon = icon(<path d="M5 5.500v13M9.500 6v12l9.500-6z" />);

export const ShieldIcon = icon(<path d="M12 3.500 5 6v5.500c0 4.300 2.900 7.600 7 9 4.100-1.400 7-4.700 7-9V6zM9 12l2.200 2.200L15 10.500" />);

export const MicIcon = icon(
  <>
    <rect x="9" y="3" width="6" height="11" rx="3" />
    <path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3M9 21h6" />
  </>,
);
export const HandsFreeIcon = icon(<path d="M3.500 10v4M7.500 7v10M12 4v16M16.500 7v10M20.500 10v4" />);
export const ClusterIcon = icon(<path d="M12 3.500v5M12 8.500 6 15M12 8.500 18 15M12 6.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5 20a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM19 20a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z" />);
export const SpeakerIcon = icon(<path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM15.500 9a4 4 0 0 1 0 6M18 6.500a7.500 7.500 0 0 1 0 11" />);
export const MutedIcon = icon(<path d="M4 9.500v5h3.500L12 18.500v-13L7.500 9.500zM16 9.500l5 5M21 9.500l-5 5" />);

export const ChatIcon = icon(<path d="M5 18.500 4 21l3.500-1.500A8.500 7.500 0 1 0 5 18.500z" />);
export const PromptIcon = icon(<path d="M6 3.500h8.500L19 8v12.500H6zM14 3.500V8.500h5M9.500 12.500h6M9.500 16h6" />);
export const PersonaIcon = icon(
  <>
    <circle cx="12" cy="8.500" r="4" />
    <path d="M4.500 20.500a7.500 7.500 0 0 1 15 0" />
  </>,
);
export const DashboardIcon = icon(<path d="M4 4.500h7v8H4zM13 4.500h7v5h-7zM13 11.500h7v8h-7zM4 14.500h7v5H4z" />);
export const GearIcon = icon(
  <>
    <circle cx="12" cy="12" r="3.200" />
    <path d="M12 2.800v3M12 18.200v3M2.800 12h3M18.200 12h3M5.500 5.500l2.100 2.100M16.400 16.400l2.100 2.100M5.500 18.500l2.100-2.100M16.400 7.600l2.100-2.100" />
  </>,
);
export const SlidersIcon = icon(<path d="M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0 2 2 0 0 0-4 0ZM7 17a2 2 0 1 0 4 0 2 2 0 0 0-4 0Z" />);

export const PaletteIcon = icon(
  <>
    <path d="M12 3.500a8.500 8.500 0 1 0 0 17c1.500 0 2-1 1.500-2-.6-1.300 0-2.500 1.500-2.500h2.500a3 3 0 0 0 3-3c0-5.200-4-9.500-8.500-9.500z" />
    <circle cx="8" cy="11" r="1" fill="currentColor" />
    <circle cx="12" cy="8" r="1" fill="currentColor" />
    <circle cx="16" cy="11" r="1" fill="currentColor" />
  </>,
);

/** The mark of the program: a cut stone. */
export function Logo({ size = 24 }: IconProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path fill="#1f5fd6" d="M9 4h14l7 8.500L16 29 2 12.500z" />
      <path fill="#4f8dfb" d="M9 4h14l-2.500 8.500h-9z" />
      <path fill="#8fb8ff" d="M9 4 2 12.500h9.500z" />
      <path fill="#2f74ee" d="M23 4l7 8.500h-9.500z" />
      <path fill="#3b80f6" d="M11.500 12.500h9L16 29z" />
      <path fill="#17479f" d="M20.500 12.500H30L16 29z" />
    </svg>
  );
}
export const ImageIcon = icon(<path d="M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 9a1 1 0 1 0 .01 0" />);
