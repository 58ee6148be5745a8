-- Images, layers and names, for queries. The content is in files: configurations in the blob store, trees in the layer
-- store, and one record an image, from which these rows (but not the names) can be made again.
-- Digests are stored as their 64 hexadecimal digits.

create table images (
    id            varchar(64)                 not null primary key,
    chain_id      varchar(64),
    parent_id     varchar(64),
    layer_count   integer                     not null,
    content_bytes bigint                      not null,
    created       timestamp(6) with time zone,
    stored        timestamp(6) with time zone not null,
    origin        varchar(16)                 not null,
    labels        varchar(8000)               not null
);
create index images_chain on images (chain_id);
create index images_parent on images (parent_id);
create index images_created on images (created);

-- image_count: how many images have the layer. A layer with 1 is what only that image needs.
create table layers (
    id            varchar(64) not null primary key,
    content_bytes bigint      not null,
    stored_bytes  bigint      not null,
    image_count   integer     not null
);

-- The stack of an image; chain_id names the layer together with all below it.
create table image_layers (
    image_id varchar(64) not null references images (id),
    place    integer     not null,
    layer_id varchar(64) not null,
    chain_id varchar(64) not null,
    primary key (image_id, place)
);
create index image_layers_layer on image_layers (layer_id);
create index image_layers_chain on image_layers (chain_id);

-- reference: in full (docker.io/library/busybox:latest); familiar: as Docker prints it (busybox:latest).
create table image_tags (
    reference varchar(700) not null primary key,
    familiar  varchar(700) not null,
    image_id  varchar(64)  not null references images (id)
);
create index image_tags_image on image_tags (image_id);
