"""The rules of stock: flowers perish, so supply is counted per SKU and delivery day."""
