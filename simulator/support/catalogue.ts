export interface Named {
  id: number;
  name: string;
}

export const GROUPS: readonly Named[] = [
  { id: 360001234501, name: 'Support' },
  { id: 360001234502, name: 'Billing' },
  { id: 360001234503, name: 'Technical' },
];

export const BRANDS: readonly Named[] = [{ id: 360002345601, name: 'Acme Outlet' }];

export const TICKET_FIELDS = [
  { id: 3584154321651, title: 'Order number', type: 'text', active: true },
  { id: 765484654312, title: 'Customer note', type: 'textarea', active: true },
  {
    id: 360003456701,
    title: 'Product',
    type: 'tagger',
    active: true,
    custom_field_options: [
      { name: 'Chair', value: 'product_chair' },
      { name: 'Table', value: 'product_table' },
    ],
  },
  { id: 360003456702, title: 'Newsletter', type: 'checkbox', active: true },
  { id: 360003456703, title: 'Old field', type: 'text', active: false },
];
