//! Identities: small integers that cannot be mixed up.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $name {
            /// As an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// A class of devices, in the file's order.
    ClassId
);
id!(
    /// A device, numbered over all classes: classes in order, devices within.
    DeviceId
);
id!(
    /// An element: a radio, gateway, link, station or the de-duplication. Index into [`super::Network::elements`].
    ElementId
);
id!(
    /// A group of elements. Index into [`super::Network::groups`].
    GroupId
);
